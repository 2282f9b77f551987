import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Without a browser a suite is skipped. */
export const hasBrowser = (): boolean => existsSync(CHROMIUM);

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ARGS });

/** Runs in the page: whatever is wider than its place. */
export const TOO_WIDE = `[document.documentElement, ...document.querySelectorAll('.log, .card')]
  .filter((node) => node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.innerText.slice(0, 200))`;

/** The run's name, read from its card as a person would. */
export const runIn = (card: string): string => /\b[2-9A-HJ-NP-Z]{6}\b/.exec(card)?.[0] ?? 'no run';
