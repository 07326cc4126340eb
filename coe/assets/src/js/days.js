// Days and times in the page's language, written as the server writes them: the browser glues Chinese dates together.
const lang = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const WEEKDAY = /\s*(?:星期|周)([一二三四五六日])\s*/;

const spaced = (text) => (/\d[年月日]/.test(text) ? text.replace(/(\d+)([年月日])/g, "$1 $2 ").replace(WEEKDAY, "（周$1）").replaceAll(" （", "（").trim() : text);

// What says moments in a shape of Intl.DateTimeFormat; they are counted in UTC.
export const words = (options) => {
  const format = new Intl.DateTimeFormat(lang, { ...options, timeZone: "UTC" });
  return { format: lang.startsWith("zh") ? (moment) => spaced(format.format(moment)) : (moment) => format.format(moment) };
};
