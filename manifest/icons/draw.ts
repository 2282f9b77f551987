/**
 * Draws the two icons of the Teams package from their SVGs: `node manifest/icons/draw.ts`. Run by
 * hand after an SVG was changed; the pictures are kept beside it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';

const SIZES = { color: 192, outline: 32 } as const;

async function draw(page: Page, name: keyof typeof SIZES): Promise<void> {
  const size = SIZES[name];
  const svg = readFileSync(new URL(`${name}.svg`, import.meta.url), 'utf8');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  const png = await page.screenshot({ omitBackground: true });
  writeFileSync(new URL(`${name}.png`, import.meta.url), png);
}

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();
await draw(page, 'color');
await draw(page, 'outline');
await browser.close();
