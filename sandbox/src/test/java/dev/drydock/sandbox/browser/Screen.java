package dev.drydock.sandbox.browser;

/**
 * What a person looks at.
 *
 * @param width in CSS pixels
 * @param height in CSS pixels
 * @param scale device pixels to a CSS pixel
 */
record Screen(String name, int width, int height, double scale) {
  static final Screen DESK = new Screen("desk", 1280, 900, 1);
  static final Screen PHONE = new Screen("phone", 390, 844, 2);
  static final Screen PRINT = new Screen("print", 1000, 1100, 1.5);
}
