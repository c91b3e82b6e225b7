package dev.drydock.sandbox.browser;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** A person's hands and eyes on the Slack page: what is not shown cannot be pressed or read. */
final class SlackPage {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final By CARDS =
      By.xpath("//*[@id='messages']//article[.//*[@data-block-id='steps']]");
  private static final By ONLY_ME = By.cssSelector("#messages .only-you");
  private final ChromeDriver driver;

  SlackPage(ChromeDriver driver) {
    this.driver = driver;
  }

  void open(String page) {
    driver.get("about:blank");
    driver.get(page);
    see("the people", By.cssSelector(".person"));
  }

  void actAs(String name) {
    click(By.cssSelector(".person[data-act-as=" + name + "]"));
    see("acting as " + name, By.cssSelector(".person.on[data-act-as=" + name + "]"));
  }

  /** Types into the channel's box and sends it. */
  void type(String text) {
    WebElement box = see("the box", By.cssSelector("[data-composer=channel]"));
    box.sendKeys(text);
    box.sendKeys(Keys.ENTER);
  }

  int cards() {
    return driver.findElements(CARDS).size();
  }

  /** Types a command and waits for a card that was not there. */
  void ask(String command) {
    int before = cards();
    type(command);
    await("a new card").atMost(PATIENCE).until(() -> cards() > before);
  }

  /** The newest card. */
  WebElement card() {
    List<WebElement> all = driver.findElements(CARDS);
    return all.get(all.size() - 1);
  }

  String cardText() {
    return read(() -> card().getText());
  }

  String awaitCard(String words) {
    return awaitText("the card says " + words, this::cardText, words);
  }

  /** Presses a button of the newest card. */
  void press(String action) {
    patiently(
        "press " + action,
        () -> {
          card().findElement(By.cssSelector("[data-action-id=" + action + "]")).click();
          return true;
        });
  }

  List<WebElement> cardButtons() {
    return card().findElements(By.cssSelector("[data-action-id]"));
  }

  String question() {
    return see("a question", By.cssSelector("[role=alertdialog]")).getText();
  }

  void confirm() {
    click(By.cssSelector("[data-confirm=confirm]"));
  }

  void approve() {
    press("approve");
    confirm();
  }

  WebElement modal() {
    return see("a form", By.cssSelector("form.modal"));
  }

  void fill(String field, String text) {
    modal().findElement(By.cssSelector("[data-action-id=" + field + "]")).sendKeys(text);
  }

  void submit() {
    click(By.cssSelector("[data-modal=submit]"));
  }

  void closeModal() {
    click(By.cssSelector("[data-modal=close]"));
    awaitNoModal();
  }

  void awaitNoModal() {
    await("the form is gone")
        .atMost(PATIENCE)
        .until(() -> driver.findElements(By.cssSelector("form.modal")).isEmpty());
  }

  /** What is shown to this person alone, newest last. */
  String toldAlone() {
    return read(
        () ->
            String.join(
                "\n", driver.findElements(ONLY_ME).stream().map(WebElement::getText).toList()));
  }

  String awaitToldAlone(String words) {
    return awaitText("only this person is told " + words, this::toldAlone, words);
  }

  void openThread() {
    patiently(
        "open the thread",
        () -> {
          card().findElement(By.cssSelector(".replies")).click();
          return true;
        });
    see("the thread", By.cssSelector("#thread:not([hidden])"));
  }

  String threadText() {
    return read(() -> driver.findElement(By.id("thread")).getText());
  }

  String awaitThread(String words) {
    return awaitText("the thread says " + words, this::threadText, words);
  }

  void closeThread() {
    click(By.cssSelector("#thread [aria-label='Close thread']"));
  }

  WebElement see(String what, By where) {
    return patiently(
        what,
        () -> {
          WebElement found = driver.findElement(where);
          return found.isDisplayed() ? found : null;
        });
  }

  private void click(By where) {
    patiently(
        "click " + where,
        () -> {
          driver.findElement(where).click();
          return true;
        });
  }

  private String awaitText(String what, java.util.function.Supplier<String> source, String words) {
    Function<String, Boolean> has = text -> text.contains(words);
    return await(what).atMost(PATIENCE).until(source::get, has::apply);
  }

  private static String read(java.util.function.Supplier<String> source) {
    return patiently("the page stands still", source);
  }

  /** The page redraws while it is looked at: a node that has just gone is looked for again. */
  private static <T> T patiently(String what, java.util.function.Supplier<T> deed) {
    return await(what)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(deed::get, java.util.Objects::nonNull);
  }
}
