// A line through all charts at the pointer's time, and both runs' values there. Without it the page says the same.
(() => {
  const readout = document.querySelector(".readout");
  const cursors = [...document.querySelectorAll(".cursor")];
  const at = (series, t) => {
    if (t < series[0].t || t > series[series.length - 1].t) return null;
    let found = series[0];
    for (const point of series) if (point.t <= t) found = point;
    return found;
  };
  const show = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const t = part * RUNS.end;
    for (const cursor of cursors) { cursor.style.display = "block"; cursor.style.left = 100 * part + "%"; }
    readout.textContent = `t = ${Math.round(t)} s · ` + RUNS.runs.map((run) => {
      const point = at(run.series, t);
      return point === null ? `${run.name} ended`
        : `${run.name}: ${point.replicas} replicas, ${point.waiting} waiting, ${point.running} running`;
    }).join(" · ");
  };
  const hide = () => { readout.textContent = ""; for (const cursor of cursors) cursor.style.display = "none"; };
  for (const plot of document.querySelectorAll(".plot")) {
    plot.addEventListener("pointermove", show);
    plot.addEventListener("pointerleave", hide);
  }
})();
