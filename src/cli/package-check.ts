import { ManifestUtil, type TeamsAppManifest } from '@microsoft/teams-manifest';
import { z } from 'zod';
import { readPicture, type Picture } from './package-picture.ts';
import type { Files } from './package-files.ts';

/** What is wrong with a package, in sentences; nothing when Teams would take it. */

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type SchemaOfManifest = Parameters<
  typeof ManifestUtil.validateManifestAgainstSchema<TeamsAppManifest>
>[1];

// Whether it really is one is just what the schema then decides.
const manifestLike = z.custom<TeamsAppManifest>(isRecord);
const schemaLike = z.custom<SchemaOfManifest>(isRecord);

/** Checked against the stored schema, without a network. */
export async function againstSchema(json: unknown, schema: unknown): Promise<readonly string[]> {
  const document = manifestLike.parse(json);
  return ManifestUtil.validateManifestAgainstSchema(document, schemaLike.parse(schema));
}

const Named = z.looseObject({
  icons: z.looseObject({ color: z.string(), outline: z.string() }),
  localizationInfo: z
    .looseObject({ additionalLanguages: z.array(z.looseObject({ file: z.string() })) })
    .optional(),
});

/** Everything that the manifest names is there, at the root, and nothing else. */
export function layoutFaults(manifest: unknown, files: Files): readonly string[] {
  const { icons, localizationInfo } = Named.parse(manifest);
  const languages = localizationInfo?.additionalLanguages ?? [];
  const named = ['manifest.json', icons.color, icons.outline, ...languages.map(({ file }) => file)];
  const missing = named.filter((name) => files[name] === undefined);
  const surplus = Object.keys(files).filter((name) => !named.includes(name));
  return [
    ...missing.map((name) => `${name} is named in the manifest and is missing.`),
    ...surplus.map((name) => `${name} is not named in the manifest.`),
    ...named.filter((name) => /[/\\]/.test(name)).map((name) => `${name} is not at the root.`),
  ];
}

export const colourIconFaults = (png: Uint8Array): readonly string[] =>
  iconFaults('The colour icon', png, 192, (picture) =>
    alphasOf(picture).some((alpha) => alpha < 255) ? ['must not be transparent'] : [],
  );

export const outlineIconFaults = (png: Uint8Array): readonly string[] =>
  iconFaults('The outline icon', png, 32, (picture) => [
    ...(alphasOf(picture).includes(0) ? [] : ['has to have a transparent background']),
    ...(alphasOf(picture).some((alpha) => alpha > 0) ? [] : ['shows nothing']),
    ...(isWhite(picture) ? [] : ['has to be white and nothing else']),
  ]);

function iconFaults(
  name: string,
  png: Uint8Array,
  size: number,
  faultsOf: (picture: Picture) => readonly string[],
): readonly string[] {
  try {
    const picture = readPicture(png);
    const fits = picture.width === size && picture.height === size;
    const faults = fits ? faultsOf(picture) : [`has to be ${size} × ${size} pixels`];
    return faults.map((fault) => `${name} ${fault}.`);
  } catch (error) {
    return [`${name} cannot be read: ${error instanceof Error ? error.message : 'damaged'}`];
  }
}

const alphasOf = ({ pixels }: Picture): Uint8Array => pixels.filter((_, at) => at % 4 === 3);

/** Where anything is drawn at all. */
const isWhite = ({ pixels }: Picture): boolean =>
  pixels.every((value, at) => at % 4 === 3 || value === 255 || pixels[at - (at % 4) + 3] === 0);
