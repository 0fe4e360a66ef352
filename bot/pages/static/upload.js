// Shows what was chosen and how far the upload is. The form works without this.
"use strict";
(function () {
  const form = document.querySelector("form[data-most]");
  if (!form || !window.FormData || !window.XMLHttpRequest) return;
  const most = Number(form.dataset.most);
  const list = document.getElementById("chosen");
  const problem = document.getElementById("problem");
  const progress = document.getElementById("progress");
  const words = document.getElementById("words");
  const button = form.querySelector("button[type=submit]");
  const inputs = Array.from(form.querySelectorAll("input[type=file]"));

  function chosen() { return inputs.flatMap((input) => Array.from(input.files)); }
  function size(bytes) { return bytes >= 1048576 ? (bytes / 1048576).toFixed(1) + " MB" : Math.max(1, Math.round(bytes / 1024)) + " KB"; }
  function complain(sentence) { problem.textContent = sentence; problem.hidden = !sentence; if (sentence) problem.scrollIntoView({ block: "center" }); }

  function show() {
    complain("");
    list.textContent = "";
    for (const file of chosen()) {
      const item = document.createElement("li");
      item.textContent = file.name + "（" + size(file.size) + "）";
      list.appendChild(item);
    }
  }

  function send(event) {
    event.preventDefault();
    const files = chosen();
    const text = form.elements.text.value.trim();
    const total = files.reduce((sum, file) => sum + file.size, 0);
    if (!files.length && !text) return complain("请先选择文件、照片，或粘贴文字。");
    if (total > most) return complain("一共 " + size(total) + "，超过 " + size(most) + " 的上限；请只留年度报告本身，或少传几张。");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/plain");
    request.upload.onprogress = function (e) {
      if (!e.lengthComputable) return;
      progress.value = e.loaded / e.total;
      words.textContent = "已上传 " + Math.round(100 * e.loaded / e.total) + "%";
    };
    request.onload = function () {
      if (request.status < 400) { window.location.replace(request.responseURL); return; }
      stop(request.responseText || "上传没有成功，请再试一次。");
    };
    request.onerror = function () { stop("网络断了，文件没有传完。链接还能用，请再试一次。"); };
    button.disabled = true;
    document.getElementById("sending").hidden = false;
    complain("");
    request.send(new FormData(form));
  }

  function stop(sentence) {
    button.disabled = false;
    document.getElementById("sending").hidden = true;
    progress.value = 0;
    complain(sentence);
  }

  inputs.forEach((input) => input.addEventListener("change", show));
  form.addEventListener("submit", send);
})();
