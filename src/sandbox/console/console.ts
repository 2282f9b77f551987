import { z } from 'zod';
import { PEOPLE, type SeededPerson } from '../people.ts';
import type { ByHand, Tenant } from '../service.ts';
import { Failed, Unknown } from './cmdlet.ts';
import { parse } from './parse.ts';
import { run } from './run.ts';
import { openSession, type Session } from './session.ts';
import { Malformed, type Statement } from './syntax.ts';

const Wanted = z.strictObject({
  command: z.string().max(100_000),
  as: z.string().max(100).optional(),
});

const EXAMPLE = {
  error:
    'command (the PowerShell to run), and perhaps as (somebody of the tenant; the administrator otherwise).',
};

interface Prompt {
  readonly session: Session;
  readonly warnings: string[];
}

/** The window in which an administrator of the simulated tenant types PowerShell. */
export interface Console {
  readonly controls: Readonly<Record<string, ByHand>>;
  /** Closes all windows: their variables are gone. */
  forget(): void;
}

/** Opens the console; `catchUp` lets happen what has happened by itself meanwhile. */
export function openConsole(tenant: Tenant, catchUp: () => void): Console {
  const prompts = new Map<string, Prompt>();
  const promptOf = (person: SeededPerson | undefined): Prompt => {
    const known = prompts.get(person?.id ?? '');
    if (known !== undefined) return known;
    const warnings: string[] = [];
    const session = openSession(tenant, person, (text) => warnings.push(`WARNING: ${text}`));
    prompts.set(person?.id ?? '', { session, warnings });
    return { session, warnings };
  };
  // One command after the other, as in one window: a variable is there for the next line.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    forget: () => prompts.clear(),
    controls: {
      'POST /sandbox/console': async (body) => {
        const wanted = Wanted.safeParse(body);
        if (!wanted.success) return { status: 400, body: EXAMPLE };
        const { command, as } = wanted.data;
        const person = as === undefined ? undefined : findPerson(as);
        if (as !== undefined && person === undefined)
          return { status: 400, body: { error: `There is nobody called ${as} in this tenant.` } };
        const output = turn.then(() => {
          catchUp();
          return typed(promptOf(person), command);
        });
        turn = output.catch(() => undefined);
        return { status: 200, body: await output };
      },
    },
  };
}

const findPerson = (as: string): SeededPerson | undefined =>
  PEOPLE.find(({ id, name, upn }) => [id, upn, name.toLowerCase()].includes(as.toLowerCase()));

/** Everything that was typed, line by line; a line that fails does not stop those after it. */
async function typed(prompt: Prompt, command: string) {
  const parts: string[] = [];
  let ok = true;
  for (const statement of read(command)) {
    const { text, failed } =
      typeof statement === 'string'
        ? { text: statement, failed: true }
        : await attempt(prompt, statement);
    parts.push(...prompt.warnings.splice(0), ...(text === '' ? [] : [text]));
    ok &&= !failed;
  }
  return { output: parts.join('\n'), ok };
}

function read(command: string): readonly (Statement | string)[] {
  try {
    return parse(command);
  } catch (error) {
    if (error instanceof Malformed) return [`ParserError: ${error.message}`];
    throw error;
  }
}

async function attempt({ session }: Prompt, statement: Statement) {
  try {
    return { text: await run(statement, session), failed: false };
  } catch (error) {
    if (error instanceof Failed) return { text: error.message, failed: true };
    if (error instanceof Unknown) return { text: notRecognized(error.message), failed: true };
    throw error;
  }
}

const notRecognized = (name: string) =>
  `${name}: The term '${name}' is not recognized as a name of a cmdlet, function, script file, or ` +
  'executable program.\nCheck the spelling of the name, or if a path was included, verify that the ' +
  'path is correct and try again.';
