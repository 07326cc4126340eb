// A link to this page in the other language, made of what its head says.
document.addEventListener("DOMContentLoaded", () => {
  const other = document.querySelector('link[rel="alternate"][hreflang]');
  const place = document.querySelector(".sidebar-search-container") || document.body;
  if (!other) return;
  const link = document.createElement("a");
  link.className = "docs-language";
  link.href = other.getAttribute("href");
  link.lang = link.hreflang = other.hreflang;
  link.textContent = other.hreflang === "en" ? "English" : "简体中文";
  place.before(link);
});
