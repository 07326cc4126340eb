// One function per kind of chart: data and colours in, ECharts options out. Direct labels instead of legends; series
// differ by weight and dash, because colour is kept for state.
const STYLES = [
  (look) => ({ color: look.ink, width: 2, type: "solid" }),
  (look) => ({ color: look["ink-2"], width: 1.5, type: [5, 3] }),
  (look) => ({ color: look["ink-3"], width: 1.5, type: [2, 3] }),
  (look) => ({ color: look["ink-3"], width: 1.5, type: [8, 3, 2, 3] }),
];
const FILLS = (look) => [look["ink-2"], look["ink-3"], look["line-strong"], look.line];
const numbers = (values) => values.filter((value) => value !== null && value !== undefined);
// As on the rest of the page: 5,000 and 41.2k, in Chinese 2 万; a true minus sign.
const UNITS = { K: "k", M: " m", B: " bn" };
const writer = (data, look) => {
  const format = new Intl.NumberFormat(look.lang, data.format ?? { notation: "compact", maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(look.lang, { maximumFractionDigits: 1 });
  const unit = ({ type, value }) => (type === "compact" ? UNITS[value] ?? ` ${value}` : value);
  const write = (value) => (data.format ? format.format(value) : Math.abs(value) < 10000 ? whole.format(value) : format.formatToParts(value).map(unit).join(""));
  return (value) => (value === null || value === undefined ? "" : write(value).replace("-", "−"));
};
const label = (look, more = {}) => ({ color: look["ink-3"], fontSize: 12, ...more });

const goalLine = (data, look, axis = "yAxis", push = 0) => (data.goal === undefined || data.goal === null ? [] : [{
  [axis]: data.goal, lineStyle: { color: look["ink-3"], type: [3, 3], width: 1 },
  label: label(look, { formatter: data.goal_text ?? "", position: "end", distance: 6, offset: [0, push] }),
}]);
// Where a line ends close to the goal, their names stand one above the other: pixels down for the goal's, up for the line's.
const apart = (data, values) => {
  const last = values.findLast((value) => value !== null && value !== undefined);
  if (last === undefined || data.goal === undefined || data.goal === null) return 0;
  const heights = numbers([data.goal, data.from ?? 0, ...data.series.flatMap((series) => series.values)]);
  const near = Math.abs(last - data.goal) < (Math.max(...heights) - Math.min(...heights)) * 0.1;
  return near ? (last > data.goal ? 9 : -9) : 0;
};
const eventLines = (events, look) => (events ?? []).map((event) => ({
  xAxis: event.at, lineStyle: { color: look["line-strong"], type: "solid", width: 1 },
  label: label(look, { formatter: event.text, position: "insideEndTop", rotate: 0, align: "right", offset: [-6, 12] }),
}));
// Numbers that a key under the lines explains: a small line has no room for words.
const numberLines = (events, look) => (events ?? []).map((event) => ({
  xAxis: event.at, lineStyle: { color: look["line-strong"], type: "solid", width: 1 },
  label: label(look, { formatter: event.text, position: "end", distance: 1, fontSize: 11, rotate: 0 }),
}));
const marks = (data) => (data.length ? { symbol: "none", silent: true, z: 2, data } : undefined);

const trend = (data, look) => {
  const known = numbers(data.values);
  const last = data.values.findLastIndex((value) => value !== null);
  const heights = data.goal === undefined || data.goal === null ? known : [...known, data.goal];
  // Room above and below, so that a goal at the edge is drawn and not cut.
  const room = (Math.max(...heights) - Math.min(...heights)) * 0.05 || 1;
  const state = look[`${data.state ?? "idle"}-edge`];
  return {
    grid: { left: 6, right: data.goal_text ? 44 : 8, top: data.events?.length ? 16 : 12, bottom: 6 },
    xAxis: { type: "value", show: false, min: 0, max: data.values.length - 1 },
    yAxis: { type: "value", show: false, min: data.from ?? Math.min(...heights) - room, max: Math.max(...heights) + room },
    series: [{
      type: "line", data: data.values.map((value, index) => [index, value]), symbol: "none", silent: true, z: 3, connectNulls: false,
      lineStyle: { color: look["ink-2"], width: 1.75, join: "round" },
      markPoint: { symbol: "circle", symbolSize: 8, data: last < 0 ? [] : [{ coord: [last, data.values[last]] }], itemStyle: { color: state, borderColor: look.surface, borderWidth: 2 }, label: { show: false } },
      markLine: marks([...goalLine(data, look), ...numberLines(data.events, look)]),
    }],
  };
};

const axes = (data, look, write) => ({
  xAxis: { type: "category", data: data.labels, boundaryGap: data.kind === "columns", axisTick: { show: false }, axisLine: { lineStyle: { color: look["line-strong"] } }, axisLabel: label(look, { hideOverlap: true }) },
  yAxis: { type: "value", min: data.from ?? 0, splitNumber: 4, axisLabel: label(look, { formatter: write }), splitLine: { lineStyle: { color: look.line } } },
});

const lines = (data, look) => {
  const write = writer(data, look);
  return {
    grid: { left: 8, right: 124, top: 20, bottom: 4, containLabel: true },
    ...axes(data, look, write),
    series: data.series.map((series, index) => ({
      type: "line", name: series.name, data: series.values, symbol: "none", silent: true, connectNulls: false, z: 10 - index,
      lineStyle: series.main ? { color: look.accent, width: 2.5 } : STYLES[index % STYLES.length](look),
      endLabel: { show: true, formatter: `${series.name}`, color: series.main ? look.accent : look["ink-2"], fontSize: 12, fontWeight: series.main ? 600 : 400, distance: 6, offset: [0, -apart(data, series.values)] },
      labelLayout: { moveOverlap: "shiftY" },
      markLine: index === 0 ? marks([...goalLine(data, look, "yAxis", apart(data, series.values)), ...eventLines(data.events, look)]) : undefined,
    })),
  };
};

const columns = (data, look) => {
  const write = writer(data, look);
  const fills = FILLS(look);
  return {
    grid: { left: 8, right: data.series.length > 1 ? 112 : 40, top: 20, bottom: 4, containLabel: true },
    ...axes(data, look, write),
    series: data.series.map((series, index) => ({
      type: "bar", name: series.name, data: series.values, silent: true, stack: data.stacked ? "all" : undefined, barMaxWidth: 28, barCategoryGap: "35%",
      itemStyle: { color: series.main ? look.accent : fills[index % fills.length], borderRadius: data.stacked ? 0 : [3, 3, 0, 0], decal: index > 1 ? { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -0.785, color: look.surface } : undefined },
      // The last column carries the series' name: no legend to look up.
      label: data.series.length > 1 ? label(look, { show: true, position: "right", formatter: (point) => (point.dataIndex === data.labels.length - 1 ? series.name : "") }) : undefined,
      markLine: index === 0 ? marks([...goalLine(data, look), ...eventLines(data.events, look)]) : undefined,
    })),
  };
};

const bars = (data, look) => {
  const write = writer(data, look);
  const text = (index) => data.texts?.[index] ?? write(data.values[index]);
  return {
    grid: { left: 8, right: 72, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "value", show: false, min: Math.min(0, ...numbers(data.values)) },
    yAxis: { type: "category", data: data.labels, inverse: true, axisTick: { show: false }, axisLine: { show: false }, axisLabel: label(look, { color: look["ink-2"], width: 180, overflow: "truncate" }) },
    series: [{
      type: "bar", silent: true, barMaxWidth: 18, barCategoryGap: "40%",
      data: data.values.map((value, index) => ({ value, itemStyle: { color: data.states?.[index] ? look[`${data.states[index]}-edge`] : look["ink-3"], borderRadius: [0, 3, 3, 0] } })),
      label: label(look, { show: true, position: "right", color: look.ink, formatter: (point) => text(point.dataIndex) }),
      markLine: marks(goalLine(data, look, "xAxis")),
    }],
  };
};

export const KINDS = { trend, lines, columns, bars };
