import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { zipSync } from 'fflate';
import {
  againstSchema,
  colourIconFaults,
  layoutFaults,
  outlineIconFaults,
} from './package-check.ts';
import { filled, readAttachments, readJson, readVersion, type Files } from './package-files.ts';
import { fillIn, type FilledIn, type PackageSettings } from './package-settings.ts';
import { wordFaults } from './package-words.ts';

export type { PackageSettings } from './package-settings.ts';

const SCHEMAS = 'manifest/schema';

export type Packaged =
  | {
      readonly kind: 'written';
      readonly file: string;
      readonly bytes: number;
      readonly contents: readonly string[];
      /** What was left to a placeholder, in sentences. */
      readonly notes: readonly string[];
    }
  /** Nothing was written. */
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

/** Writes the Teams app package, checked; the same settings always give the same bytes. */
export async function packageApp(settings: PackageSettings, outFile: string): Promise<Packaged> {
  const reading = fillIn(settings, await readVersion());
  if ('faults' in reading) return { kind: 'refused', faults: reading.faults };
  const files = await filesOf(reading.settings);
  const faults = await faultsOf(files);
  if (faults.length > 0) return { kind: 'refused', faults };
  const zip = zipped(files);
  await write(outFile, zip);
  const contents = Object.keys(files);
  return { kind: 'written', file: outFile, bytes: zip.length, contents, notes: reading.notes };
}

async function filesOf(settings: FilledIn): Promise<Files> {
  const { signInResource: resource, botId, ...words } = settings;
  const manifest = filled(await readJson('manifest/manifest.json'), { ...words, botId });
  const whole = resource === undefined ? manifest : withSignIn(manifest, botId, resource);
  const text = `${JSON.stringify(whole, null, 2)}\n`;
  return { 'manifest.json': Buffer.from(text), ...(await readAttachments()) };
}

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Teams gets sign-ins for the application named here, and for no other. */
const withSignIn = (manifest: unknown, botId: string, resource: string): object => ({
  ...Object(manifest),
  validDomains: ['token.botframework.com'],
  webApplicationInfo: { id: GUID.exec(resource)?.[0] ?? botId, resource },
});

/** What Teams would find wrong with these files when they are uploaded, in sentences. */
export async function faultsOf(files: Files): Promise<readonly string[]> {
  const manifest = jsonIn(files, 'manifest.json');
  const whole = await againstSchema(manifest, await readJson(`${SCHEMAS}/teams-1.19.schema.json`));
  // The other checks look into the manifest and need it to be one.
  if (whole.length > 0) return whole.map((fault) => `manifest.json: ${fault}`);
  const rules = await readJson(`${SCHEMAS}/localization-1.19.schema.json`);
  const words = wordFaults(jsonIn(files, 'de.json'), manifest, rules);
  return [
    ...words.map((fault) => `de.json: ${fault}`),
    ...layoutFaults(manifest, files),
    ...colourIconFaults(files['color.png'] ?? new Uint8Array()),
    ...outlineIconFaults(files['outline.png'] ?? new Uint8Array()),
  ];
}

const jsonIn = (files: Files, name: string): unknown =>
  JSON.parse(Buffer.from(files[name] ?? '{}').toString('utf8'));

/** A zip keeps local times, so the same wall clock everywhere, not the same moment. */
const zipped = (files: Files): Uint8Array =>
  zipSync({ ...files }, { level: 9, mtime: new Date(1980, 0, 1), os: 0, attrs: 0 });

/** Beside it first and then in its place, so that no half package is ever found there. */
async function write(file: string, zip: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, zip);
  await rename(`${file}.part`, file);
}
