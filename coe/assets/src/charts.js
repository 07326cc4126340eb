// Charts: every [data-chart] draws the JSON in the <script type="application/json"> right after it (data, not executed).
// Give the element role="img" and an aria-label that says the finding; put a table one click away.
//
// {kind: "trend", values, goal?, goal_text?, state?: "ok|wait|stop", from?, event?: {at: index, text}}      a figure's small line
// {kind: "lines", labels, series: [{name, values, main?}], goal?, goal_text?, events?: [{at: label, text}], from?, format?}
// {kind: "columns", labels, series: [{name, values, main?}], stacked?, goal?, goal_text?, events?, format?}
// {kind: "bars", labels, values, texts?, states?: ["ok", …], goal?, format?}                               horizontal, longest first
// values may hold null for “not known”. format: options of Intl.NumberFormat ({style: "percent"}, {notation: "compact"}).
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { KINDS } from "./js/charts/kinds.js";
import { tokens } from "./js/charts/tokens.js";
import { each } from "./js/page.js";

use([BarChart, LineChart, GridComponent, MarkLineComponent, MarkPointComponent, MarkAreaComponent, CanvasRenderer]);

const charts = new Map();

const draw = (only) => {
  const look = tokens();
  for (const [element, { chart, data }] of charts) {
    if (!element.isConnected) { chart.dispose(); charts.delete(element); continue; }
    if (only && only !== element) continue;
    chart.setOption({ animation: false, textStyle: { fontFamily: look.font }, ...KINDS[data.kind](data, look) }, true);
    chart.resize();
  }
};

const mount = (element) => {
  const source = element.nextElementSibling;
  if (charts.has(element) || source?.type !== "application/json") return;
  const data = JSON.parse(source.textContent);
  if (!KINDS[data.kind]) return;
  charts.set(element, { chart: init(element, null, { renderer: "canvas" }), data });
  draw(element);
};

document.fonts.ready.then(() => each("[data-chart]", mount));
document.addEventListener("themechange", () => draw());
new ResizeObserver(() => draw()).observe(document.documentElement);
addEventListener("beforeprint", () => draw());
