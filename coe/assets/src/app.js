// Loaded on every page. Each module finds its elements by data attributes, works on what htmx brings
// later too, and is an improvement only: every page works without it.
import "./css/app.css";
import "htmx.org";
import "./js/htmx.js";
import "./js/theme.js";
import "./js/keys.js";
import "./js/rows.js";
import "./js/search.js";
import "./js/dialogs.js";
import "./js/popovers.js";
import "./js/why.js";
import "./js/toasts.js";
import "./js/forms.js";
import "./js/autosave.js";
import "./js/counters.js";
import "./js/bulk.js";
import "./js/presence.js";
import "./js/tabs.js";
import "./js/swiping.js";
import "./js/copy.js";
import "./js/printing.js";
import "./js/clocks.js";
import "./js/accent.js";
import "./js/said-dates.js";
import "./js/picker/field.js";
import "./js/pulse.js";
