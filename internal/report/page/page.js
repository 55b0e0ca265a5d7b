// Draws the charts of the page with ECharts. What a chart shows stands beside it as
// JSON; strings in it that begin with "@" are the functions and colours of here.
(() => {
  "use strict";
  const root = document.documentElement;
  const wantsDark = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : wantsDark.matches;
  const css = name => getComputedStyle(root).getPropertyValue(name).trim();

  const digits = v => {
    const abs = Math.abs(v);
    if (Number.isInteger(v) && abs < 1e6) return String(v);
    if (abs >= 100) return v.toFixed(0);
    return String(Number(v.toPrecision(3)));
  };
  const scaled = (step, names) => v => {
    let i = 0;
    for (; i < names.length - 1 && Math.abs(v) >= 0.9995 * step; i++) v /= step;
    return digits(v) + names[i];
  };
  const si = scaled(1000, ["", " k", " M", " G", " T"]);
  const ns = scaled(1000, [" ns", " µs", " ms", " s"]);
  const count = v => Number(v).toLocaleString("en");
  const spell = {
    ns, si, plain: si, count,
    bytes: scaled(1024, [" B", " KiB", " MiB", " GiB", " TiB"]),
    percent: v => digits(v) + " %",
    seconds: v => digits(v) + " s",
    // The axis is 1/(1-p): 10 is 90 %, 100 is 99 %; the greatest has the last place.
    quantile: v => v >= 99999 ? "max" : digits2(100 - 100 / v) + " %",
  };
  const digits2 = v => String(Number(v.toFixed(4)));

  // fill puts functions and colours where their names stand.
  const fill = (value, colours) => {
    if (Array.isArray(value)) return value.map(v => fill(v, colours));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, k === "name" || k === "data" ? v : fill(v, colours)]));
    }
    if (typeof value !== "string" || value[0] !== "@") return value;
    const name = value.slice(1);
    if (name in colours) return colours[name];
    if (name.endsWith("Label")) return p => spell[name.slice(0, -5)](p.value);
    return v => v === undefined || v === null ? "–" : spell[name](v);
  };

  const themed = colours => {
    const axis = {
      nameTextStyle: { color: colours.dim, fontSize: 12 },
      axisLabel: { color: colours.dim, fontSize: 12 },
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { lineStyle: { color: colours.line } },
      splitLine: { lineStyle: { color: colours.line } },
    };
    return {
      backgroundColor: "transparent", valueAxis: axis, logAxis: axis,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: {
        backgroundColor: colours.back, borderColor: colours.line, textStyle: { color: colours.text, fontSize: 12 }, padding: 8,
      },
    };
  };

  const charts = [];
  const draw = (chart, colours) => {
    const hidden = chart.buttons.filter(b => b.getAttribute("aria-pressed") === "false").map(b => b.dataset.series);
    chart.drawn?.dispose();
    chart.drawn = echarts.init(chart.place, themed(colours), { renderer: "svg" });
    const option = fill(chart.option, colours);
    option.legend.selected = Object.fromEntries(hidden.map(name => [name, false]));
    chart.drawn.setOption(option);
  };
  const drawAll = () => {
    const colours = { text: css("--text"), dim: css("--dim"), line: css("--line"), back: css("--back") };
    for (const chart of charts) draw(chart, colours);
  };

  for (const place of document.querySelectorAll(".chart")) {
    const legend = place.parentElement.querySelector(".legend");
    const chart = {
      place, buttons: [...legend.querySelectorAll("button")],
      option: JSON.parse(place.parentElement.querySelector("script[type='application/json']").textContent),
    };
    legend.hidden = false;
    for (const button of chart.buttons) {
      button.addEventListener("click", () => {
        const on = button.getAttribute("aria-pressed") === "false";
        button.setAttribute("aria-pressed", String(on));
        chart.drawn.dispatchAction({ type: on ? "legendSelect" : "legendUnSelect", name: button.dataset.series });
      });
    }
    charts.push(chart);
    new ResizeObserver(() => chart.drawn?.resize()).observe(place);
  }
  drawAll();

  const toggle = document.getElementById("theme");
  const label = () => { toggle.textContent = dark() ? "Light" : "Dark"; };
  toggle.hidden = false;
  toggle.setAttribute("aria-label", "Switch between light and dark");
  toggle.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    label();
    drawAll();
  });
  wantsDark.addEventListener("change", () => { label(); drawAll(); });
  label();
})();
