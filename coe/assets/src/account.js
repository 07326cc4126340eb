// Pages about signing in: passkeys, and the zone a new organisation is in.
import "./js/passkeys.js";
import "./js/zone.js";
