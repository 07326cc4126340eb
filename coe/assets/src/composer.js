// The composer's own entry; the post page and the library use its stylesheet and parts of it.
import "./css/composing.css";
import "./js/composer.js";
import "./js/living.js";
import "./js/crop.js";
import "./js/sheet.js";
import "./js/uploads.js";
