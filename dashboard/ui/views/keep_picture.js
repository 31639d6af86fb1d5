// Saves a chart as a picture, in the browser alone: Plotly's own button does it, in the form that is asked for.
export default function ({ parentElement, data }) {
  const pressed = (event) => {
    const form = event.target.closest?.("button[data-form]")?.dataset.form;
    if (!form) return;
    for (const graph of document.querySelectorAll(`.st-key-${data.chart} .js-plotly-plot`)) {
      const options = { format: form, filename: data.name, scale: form === "png" ? 2 : 1 };
      graph._context.toImageButtonOptions = { ...graph._context.toImageButtonOptions, ...options };
      // The page's own font is not in the picture: what is measured has to be what is drawn.
      const [family, shapes] = [graph.layout.font.family, graph.layout.shapes];
      graph.layout.font.family = "Helvetica, Arial, sans-serif";
      graph.layout.shapes = [...(shapes ?? []), ...data.over];
      graph.querySelector(".modebar-btn")?.dispatchEvent(new MouseEvent("click"));
      graph.layout.font.family = family;
      graph.layout.shapes = shapes;
    }
  };
  // The click on a link by which the file is saved is none beside the box that these buttons stand in, which would
  // close it.
  const saved = (event) => event.target.matches?.("a[download]") && event.stopPropagation();
  parentElement.addEventListener("click", pressed);
  window.addEventListener("click", saved, true);
  return () => {
    parentElement.removeEventListener("click", pressed);
    window.removeEventListener("click", saved, true);
  };
}
