// Two pictures on each other with a slider over them. Without this script they stand side by side.
document.documentElement.classList.add("scripted");
for (const pair of document.querySelectorAll(".pair")) {
  const slider = pair.querySelector("input");
  slider.hidden = false;
  const [first, second] = slider.dataset.names.split("\n");
  const show = () => {
    pair.style.setProperty("--cut", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", `${slider.value} % ${first}, ${100 - slider.value} % ${second}`);
  };
  slider.addEventListener("input", show);
  show();
}
// On paper nothing can be unfolded.
const folded = [];
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details.rest:not([open])")) {
    part.open = true;
    folded.push(part);
  }
});
addEventListener("afterprint", () => {
  for (const part of folded.splice(0)) part.open = false;
});
document.documentElement.dataset.ready = "";
