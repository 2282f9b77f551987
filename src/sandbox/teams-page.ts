import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { refusal } from './teams-http.ts';

const FOLDER = new URL('./page/', import.meta.url);
// The package's own build for browsers lies beside what Node is given.
const RENDERER = new URL(
  '../dist/adaptivecards.min.js',
  `file://${createRequire(import.meta.url).resolve('adaptivecards')}`,
);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

// The renderer sets styles through the DOM only, so that not even inline styles are needed.
const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'self'",
    "img-src 'self' data: https:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; '),
  'Cache-Control': 'no-cache',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

const NAME = /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:html|js|css|svg)$/;

/** Sends one file of the page; a name is a plain file name or there is no such file. */
export async function sendPageFile(response: ServerResponse, name: string): Promise<void> {
  const body = await findFile(name);
  if (body === undefined) throw refusal(404, 'There is no such file.');
  response.writeHead(200, { ...HEADERS, 'Content-Type': TYPES[extname(name)] ?? 'text/plain' });
  response.end(body);
}

async function findFile(name: string): Promise<Buffer | undefined> {
  if (!NAME.test(name)) return undefined;
  const file = name === 'adaptivecards.min.js' ? RENDERER : new URL(name, FOLDER);
  return readFile(file).catch(() => undefined);
}
