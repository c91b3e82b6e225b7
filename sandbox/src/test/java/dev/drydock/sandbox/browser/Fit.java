package dev.drydock.sandbox.browser;

import java.util.List;
import org.openqa.selenium.chrome.ChromeDriver;

/** What does not fit on the screen as it is now. */
final class Fit {
  private static final String SCRIPT =
      """
      const out = [];
      const wide = innerWidth;
      const name = (n) => n.tagName.toLowerCase() + "." + n.className + " \\"" + n.textContent.slice(0, 40) + "\\"";
      if (document.scrollingElement.scrollWidth > wide) out.push("the page scrolls sideways");
      const cards = [...document.querySelectorAll("#messages article")].filter((a) => a.querySelector("[data-block-id=steps]"));
      if (!cards.length) return out;
      const list = document.getElementById("messages");
      if (list.scrollWidth > list.clientWidth) out.push("the messages scroll sideways");
      const card = cards.at(-1);
      const modal = document.querySelector(".dialog");
      const thread = document.querySelector("#thread:not([hidden])");
      const seen = modal ?? thread ?? card;
      if (!seen) return out;
      for (const n of seen.querySelectorAll("*")) {
        const box = n.getBoundingClientRect();
        if (box.width && (box.right > wide + 1 || box.left < -1)) out.push("beyond the edge: " + name(n));
        if (n.clientWidth && n.scrollWidth > n.clientWidth + 1 && getComputedStyle(n).overflowX !== "visible") out.push("cut: " + name(n));
      }
      for (const b of seen.querySelectorAll(".btn")) {
        b.scrollIntoView({ block: "nearest" });
        const box = b.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        if (!b.contains(top)) out.push("out of reach: " + name(b));
        if (box.height < 36 && wide < 720) out.push("too small for a finger: " + name(b));
      }
      if (!modal && !thread && card && card.offsetHeight > list.clientHeight && card.querySelector(".btn"))
        out.push("the card is " + card.offsetHeight + " px high, the screen shows " + list.clientHeight);
      list.scrollTop = list.scrollHeight;
      return out;
      """;

  private Fit() {}

  @SuppressWarnings("unchecked")
  static List<String> problems(ChromeDriver driver) {
    return (List<String>) driver.executeScript(SCRIPT);
  }
}
