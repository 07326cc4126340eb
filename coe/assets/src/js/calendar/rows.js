// How many rows of bands each week of a month has, as --bands: the week is as high as these and its posts need.
const plain = (moment) => moment.slice(0, 10);

export const countBands = (calendar, root) => {
  const bands = calendar.getEvents().filter((event) => event.extendedProps.kind !== "post" && event.display !== "none")
    .map((event) => [plain(event.startStr), event.endStr ? plain(event.endStr) : `${plain(event.startStr)}~`]);
  for (const week of root.querySelectorAll(".cal-in-dayGridMonth .cal-week")) {
    const rows = [...week.querySelectorAll("[data-date]")]
      .map(({ dataset: { date } }) => bands.filter(([from, until]) => from <= date && date < until).length);
    week.style.setProperty("--bands", Math.max(1, ...rows));
  }
};
