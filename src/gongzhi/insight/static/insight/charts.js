/* Draws a table as a curve. The table is the source and stays: what is drawn can be read, copied and printed beside it.

   <figure data-chart="bands|lines|bars" data-chart-lib="…echarts.common.min.js"> holds a table whose first column names
   the points and whose head names the series: <th data-series="line|low95|low80|high80|high95|seen">. Figures of one
   page with the same data-chart-scale share one scale. Colours come from the tokens and follow dark and forced colours. */
(() => {
  "use strict";
  const figures = [...document.querySelectorAll("figure[data-chart]")];
  if (!figures.length) return;
  const root = document.documentElement;
  const token = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const forced = matchMedia("(forced-colors: active)");

  /* A canvas knows no system colours by their token in some browsers: ask an element what it became. */
  const colour = (name) => {
    const probe = document.createElement("span");
    probe.hidden = true;
    probe.style.color = token(name);
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const number = (cell) => {
    const said = cell?.dataset.value ?? cell?.textContent.replace(/[^\d.+-]/g, "") ?? "";
    return said === "" ? null : Number(said);
  };

  const read = (figure) => {
    const table = figure.querySelector("table");
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    return {
      name: table.caption?.textContent.trim() ?? "",
      points: rows.map((row) => row.cells[0].textContent.trim()),
      series: heads.slice(1).map((head, index) => ({
        kind: head.dataset.series ?? "line",
        name: head.textContent.trim(),
        values: rows.map((row) => number(row.cells[index + 1])),
      })),
    };
  };
  /* The next of 1, 2, 5, 10, 20, …: scales end at a number people say. */
  const round = (value) => {
    const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
    return [1, 1.2, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) * power;
  };
  const top = (data) => Math.max(0, ...data.series.flatMap((one) => one.values.filter((value) => value !== null)));

  /* A band is a bottom nobody sees and what lies between on top of it. */
  const band = (data, low, high, name, opacity) => {
    const bottom = data.series.find((one) => one.kind === low);
    const above = data.series.find((one) => one.kind === high);
    if (!bottom || !above) return [];
    const between = above.values.map((value, at) => (value === null ? null : value - bottom.values[at]));
    const plain = { type: "line", stack: name, symbol: "none", silent: true, lineStyle: { opacity: 0 }, step: false };
    return [
      { ...plain, name: bottom.name, data: bottom.values, areaStyle: { opacity: 0, decal: { symbol: "none" } }, tooltip: { show: false } },
      { ...plain, name, data: between, itemStyle: { color: colour("--accent"), opacity }, areaStyle: { color: colour("--accent"), opacity }, tooltip: { show: false } },
    ];
  };

  const option = (figure, data, most) => {
    const text = colour("--text-2");
    const line = colour("--line");
    const size = Math.round(parseFloat(getComputedStyle(root).fontSize) * 0.75);
    const small = figure.hasAttribute("data-chart-small");
    const looks = { seen: "--text", line: "--accent", other: "--person" };
    const bars = figure.dataset.chart === "bars";
    const drawn = data.series
      .filter((one) => looks[one.kind])
      .map((one) => ({
        name: one.name,
        type: bars ? "bar" : "line",
        data: one.values,
        symbol: "none",
        barMaxWidth: 24,
        z: 5,
        itemStyle: { color: colour(looks[one.kind]) },
        lineStyle: { width: 2, color: colour(looks[one.kind]), type: one.kind === "other" ? "dashed" : "solid" },
      }));
    const wide = band(data, "low95", "high95", figure.dataset.chart95 ?? "95 %", forced.matches ? 0.25 : 0.18);
    const narrow = band(data, "low80", "high80", figure.dataset.chart80 ?? "80 %", forced.matches ? 0.45 : 0.3);
    const named = [...drawn.map((one) => one.name), ...(narrow[1] ? [narrow[1].name] : []), ...(wide[1] ? [wide[1].name] : [])];
    return {
      animation: false,
      aria: {
        enabled: true,
        label: { description: `${data.name} ${figure.dataset.chartSays ?? ""}`.trim() },
        decal: { show: bars || forced.matches },
      },
      textStyle: { color: text, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size },
      grid: { left: 8, right: 12, top: small || named.length < 2 ? 12 : 36, bottom: 4, containLabel: true },
      legend: small || named.length < 2 ? undefined : { data: named, icon: "rect", itemWidth: 16, itemHeight: 10, top: 0, left: 0, textStyle: { color: text, fontSize: size } },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour("--surface"), borderColor: line, textStyle: { color: colour("--text"), fontSize: size } },
      xAxis: { type: "category", data: data.points, boundaryGap: bars, axisLine: { lineStyle: { color: colour("--line-strong") } }, axisTick: { show: false }, axisLabel: { color: text, fontSize: size, hideOverlap: true, formatter: (day) => day.replace(/^\d{4}-/, "") } },
      yAxis: { type: "value", min: 0, max: most || 1, splitNumber: small ? 2 : 4, minInterval: 1, splitLine: { lineStyle: { color: line } }, axisLabel: { color: text, fontSize: size } },
      series: [...wide, ...narrow, ...drawn],
    };
  };

  const draw = () => {
    const tables = figures.map(read);
    const scales = {};
    figures.forEach((figure, at) => {
      const scale = figure.dataset.chartScale ?? `own ${at}`;
      scales[scale] = Math.max(scales[scale] ?? 0, top(tables[at]));
    });
    figures.forEach((figure, at) => {
      let box = figure.querySelector(".chart");
      if (!box) {
        box = document.createElement("div");
        box.className = figure.hasAttribute("data-chart-small") ? "chart chart--small" : "chart";
        box.setAttribute("role", "img");
        figure.prepend(box);
      }
      const chart = window.echarts.getInstanceByDom(box) ?? window.echarts.init(box, null, { renderer: "canvas" });
      const most = scales[figure.dataset.chartScale ?? `own ${at}`];
      chart.setOption(option(figure, tables[at], round(most)), true);
      /* The words of the whole figure, not of the parts a band is made of. */
      box.setAttribute("aria-label", `${tables[at].name}. ${figure.dataset.chartSays ?? ""}`.trim());
    });
  };

  const script = document.createElement("script");
  script.src = figures[0].dataset.chartLib;
  script.onload = () => {
    draw();
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) matchMedia(query).addEventListener("change", draw);
    let waits;
    addEventListener("resize", () => {
      clearTimeout(waits);
      waits = setTimeout(() => {
        for (const box of document.querySelectorAll(".chart")) window.echarts.getInstanceByDom(box)?.resize();
      }, 150);
    });
  };
  document.head.append(script);
})();
