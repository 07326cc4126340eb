// What is done when days are shown, and once more when what stands on them has come, because that makes the days grow.
// `act` is told whether it has come; `wait`: milliseconds for which the days are still being put in place. What is fetched
// again later moves nothing.
export const whenShown = (calendar, act, { wait = 0 } = {}) => {
  let come = false;
  const soon = () => setTimeout(() => act(come), wait);
  calendar.on("datesSet", () => { come = false; soon(); });
  calendar.on("loading", (begins) => {
    if (begins || come) return;
    come = true;
    soon();
  });
  soon();
};
