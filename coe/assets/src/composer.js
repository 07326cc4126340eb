// The composer's own entry; its stylesheet also dresses the post page and the library.
import "./css/composing.css";
import "./js/composer.js";
