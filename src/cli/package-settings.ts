import { z } from 'zod';

/** What differs from one organisation's Teams package to the next. */
export interface PackageSettings {
  /** Id of the Teams app; usually the same as the bot's. */
  readonly appId: string;
  /** Application id of the bot; the app's id when not set. */
  readonly botId?: string;
  /** Application that Teams gets sign-ins for: its App ID URI; nobody signs in when not set. */
  readonly signInResource?: string;
  readonly developerName?: string;
  readonly websiteUrl?: string;
  readonly privacyUrl?: string;
  readonly termsOfUseUrl?: string;
  /** The version in `package.json` when not set. */
  readonly version?: string;
}

/** Nobody's address: kept for examples for ever. */
const PLACEHOLDER = 'https://audit-steward.example';

const guid = z.guid({ error: 'has to be a GUID, the application id of the bot' });
const address = z
  .string()
  .max(2048)
  .refine((value) => URL.canParse(value) && new URL(value).protocol === 'https:', {
    error: 'has to be an https address',
  });

const Settings = z.object({
  appId: guid,
  botId: guid.optional(),
  signInResource: z
    .string()
    .regex(/^api:\/\/[\w./-]{1,200}$/, { error: 'has to be an App ID URI such as api://botid-…' })
    .optional(),
  developerName: z
    .string()
    .trim()
    .min(1, { error: 'has to be a name' })
    .max(32, { error: 'has to have at most 32 letters' })
    .default('Audit Steward'),
  websiteUrl: address.default(PLACEHOLDER),
  privacyUrl: address.default(`${PLACEHOLDER}/privacy`),
  termsOfUseUrl: address.default(`${PLACEHOLDER}/terms`),
  version: z
    .string()
    .regex(/^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/, { error: 'has to be like 1.2.3' }),
});

export type FilledIn = Omit<z.infer<typeof Settings>, 'botId' | 'signInResource'> & {
  readonly botId: string;
  readonly signInResource?: string;
};

export type SettingsReading =
  | { readonly settings: FilledIn; readonly notes: readonly string[] }
  | { readonly faults: readonly string[] };

/** All faults at once; what was left to a placeholder becomes a note. */
export function fillIn(given: PackageSettings, version: string): SettingsReading {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = Settings.safeParse({ version, ...set });
  if (!parsed.success)
    return {
      faults: parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`),
    };
  const { data } = parsed;
  const { signInResource, ...rest } = data;
  const settings = {
    ...rest,
    botId: data.botId ?? data.appId,
    ...(signInResource === undefined ? {} : { signInResource }),
  };
  return { settings, notes: notesOn(given) };
}

const LINKS = ['websiteUrl', 'privacyUrl', 'termsOfUseUrl'] as const;

const notesOn = (given: PackageSettings): readonly string[] =>
  LINKS.filter((name) => given[name] === undefined).map(
    (name) =>
      `${name} is not set: the package names a placeholder. Set it before people install it.`,
  );
