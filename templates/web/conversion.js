/* Budstikke, for the company's own sites: reports that a goal was reached, once the visitor has consented.

   <script src="https://go.example.com/c.js" defer></script>                          on every page
   <script src="https://go.example.com/c.js" data-goal="application" defer></script>  on the page that thanks

   Consent is the site's own to ask for. Before it is given nothing is stored and nothing is sent; it is given by
     window.budstikkeConsent = true           before this script runs, or
     window.budstikkeConsent(true)            at any time after, or
     document.dispatchEvent(new CustomEvent("budstikke:consent", { detail: true }))
   and taken back by the same with false, which also forgets what was stored.
   A page that knows more calls window.budstikkeConversion("application", "your own id of it"). */
(function () {
  "use strict";

  var script = document.currentScript;
  if (!script || window.budstikkeConversion) return;

  var endpoint = new URL("c", script.src).href;
  var key = "budstikke";
  var most = 10;
  var lasts = 90 * 24 * 3600 * 1000;
  var consented = window.budstikkeConsent === true;
  var waiting = [];
  var here = landed();

  /* What the short link said; kept in this page's memory until there is consent. */
  function landed() {
    var query = new URLSearchParams(window.location.search);
    if (!query.get("bs_item") && !query.get("bs_click")) return null;
    return { item: query.get("bs_item"), network: query.get("bs_network"), click: query.get("bs_click") };
  }

  function remembered() {
    try {
      var found = JSON.parse(window.localStorage.getItem(key));
      return found && Date.now() - found.at < lasts ? found : null;
    } catch (error) {
      return null;
    }
  }

  /* One visit is one conversion of each goal, unless the page gives ids of its own. */
  function remember() {
    if (!here) return;
    var before = remembered();
    var clicks = (before ? before.clicks : []).filter(function (one) { return one !== here.click; });
    if (before && before.click && before.click !== here.click && clicks.indexOf(before.click) < 0) clicks.push(before.click);
    var same = before && before.click === here.click && before.item === here.item && before.network === here.network;
    var visit = { item: here.item, network: here.network, click: here.click, clicks: clicks.slice(-most), at: Date.now() };
    visit.id = same ? before.id : chance();
    try {
      window.localStorage.setItem(key, JSON.stringify(visit));
    } catch (error) {
      here.id = visit.id;
    }
  }

  function chance() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (one) { return ("0" + one.toString(16)).slice(-2); }).join("");
  }

  function convert(goal, id) {
    if (!consented) {
      waiting.push([goal, id]);
      return;
    }
    var visit = remembered() || here;
    if (!visit) return; /* no short link led here */
    var body = { goal: goal, external_id: String(id || visit.id || chance()) };
    if (visit.item) body.item_id = visit.item;
    if (visit.network) body.network = visit.network;
    if (visit.click) body.click_id = visit.click;
    if (visit.click && visit.clicks && visit.clicks.length) body.earlier_click_ids = visit.clicks;
    window.fetch(endpoint, {
      method: "POST",
      body: JSON.stringify(body),
      credentials: "omit",
      keepalive: true,
      mode: "cors",
      referrerPolicy: "origin"
    }).catch(function () {});
  }

  function consent(given) {
    consented = given === true;
    if (!consented) {
      waiting = [];
      try { window.localStorage.removeItem(key); } catch (error) { /* nothing was stored */ }
      return;
    }
    remember();
    waiting.splice(0).forEach(function (one) { convert(one[0], one[1]); });
  }

  window.budstikkeConsent = consent;
  window.budstikkeConversion = convert;
  document.addEventListener("budstikke:consent", function (event) { consent(event.detail); });
  if (script.dataset.goal) waiting.push([script.dataset.goal, script.dataset.id]);
  if (consented) consent(true);
})();
