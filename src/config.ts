import { parseEnv } from 'node:util';
import { fillIn, type Config } from './config/fill-in.ts';
import { findMeant } from './config/near.ts';
import { RULES } from './config/rules.ts';
import { Settings, type Given } from './config/settings.ts';

export type { BotSettings, Config } from './config/fill-in.ts';
export { dotenvExample, settingsTable, withSettingsTable } from './config/table.ts';

type Texts = Readonly<Record<string, string | undefined>>;

export type ConfigReading =
  | { readonly ok: true; readonly config: Config; readonly hints: readonly string[] }
  /** Each fault is a sentence with its fix; none shows the value of a secret. */
  | { readonly ok: false; readonly faults: readonly string[]; readonly hints: readonly string[] };

/**
 * Reads all settings at once, from the environment and from the text of a `.env` file, which the
 * environment outdoes. Every fault is named, so that nobody starts the bot five times.
 */
export function readConfig(env: Texts, dotenvText = ''): ConfigReading {
  const file: Texts = parseEnv(dotenvText);
  const texts = setIn({ ...file, ...setIn(env) });
  const hints = hintsOn({ ...file, ...env });
  const { given, faults, wrong } = parse(texts);
  const all = [...faults, ...broken(given, wrong)];
  if (all.length > 0) return { ok: false, faults: all, hints };
  return { ok: true, config: fillIn(given), hints };
}

/** Templates leave settings empty that do not apply. */
const setIn = (texts: Texts): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) =>
      text === undefined || text.trim() === '' ? [] : [[name, text.trim()]],
    ),
  );

interface Parsed {
  readonly given: Given;
  readonly faults: readonly string[];
  /** Names of settings that are there, but wrong. */
  readonly wrong: readonly string[];
}

/** Faulty settings are left out, so that the rules can still be applied to the rest. */
function parse(texts: Record<string, string>): Parsed {
  const parsed = Settings.safeParse(texts);
  if (parsed.success) return { given: parsed.data, faults: [], wrong: [] };
  const issues = Map.groupBy(parsed.error.issues, ({ path }) => String(path[0]));
  const faults = [...issues].map(([name, [first]]) => `${name} ${first?.message ?? 'is wrong'}.`);
  const rest = Object.entries(texts).filter(([name]) => !issues.has(name));
  const { given } = parse(Object.fromEntries(rest));
  return { given, faults, wrong: [...issues.keys()] };
}

/** A tenant that was named wrongly is still a real one: what that demands is named as well. */
const SOME_TENANT = '00000000-0000-4000-8000-000000000000';

function broken(given: Given, wrong: readonly string[]): readonly string[] {
  const meant = wrong.includes('TENANT_ID') ? { ...given, TENANT_ID: SOME_TENANT } : given;
  const isNamed = (fault: string) => wrong.some((name) => fault.startsWith(`${name} is missing`));
  return RULES.flatMap((rule) => rule(meant) ?? []).filter((fault) => !isNamed(fault));
}

const hintsOn = (texts: Texts): readonly string[] =>
  Object.keys(texts).flatMap((name) => {
    const meant = findMeant(name);
    return meant === undefined ? [] : [`${name} is not a setting: did you mean ${meant}?`];
  });
