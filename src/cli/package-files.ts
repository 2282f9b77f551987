import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { FilledIn } from './package-settings.ts';

/** The files of the Teams package by name; none lies in a folder. */
export type Files = Readonly<Record<string, Uint8Array>>;

const root = new URL('../../', import.meta.url);
const read = (path: string): Promise<Buffer> => readFile(new URL(path, root));

/** A JSON file of this project. */
export async function readJson(path: string): Promise<unknown> {
  return JSON.parse((await read(path)).toString('utf8'));
}

const Project = z.looseObject({ version: z.string() });

/** The version of this project, which is the package's as well unless another one is asked for. */
export async function readVersion(): Promise<string> {
  return Project.parse(await readJson('package.json')).version;
}

/** Puts the settings in the place of `{{their name}}`, on parsed JSON, so that none can break it. */
export function filled(template: unknown, settings: FilledIn): unknown {
  const values: Readonly<Record<string, string | undefined>> = settings;
  if (typeof template === 'string')
    return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
  if (Array.isArray(template)) return template.map((one: unknown) => filled(one, settings));
  if (typeof template !== 'object' || template === null) return template;
  const members = Object.entries(template).map(([key, value]) => [key, filled(value, settings)]);
  return Object.fromEntries(members);
}

/** Everything that goes into the package beside the manifest. */
export async function readAttachments(): Promise<Files> {
  return {
    'color.png': await read('manifest/icons/color.png'),
    'outline.png': await read('manifest/icons/outline.png'),
    'de.json': await read('manifest/de.json'),
  };
}
