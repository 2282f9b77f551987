import type { Command, Invocation } from './command.ts';

interface Listed {
  readonly does: string;
  /** What is typed behind its name, if anything. */
  readonly use?: string;
  load(): Promise<Command>;
}

/** One file a command, loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, Listed>> = {
  demo: {
    does: 'play a walkthrough against a fresh sandbox',
    use: 'dynamics-auditing | customer-key | audit-archive ["answer"]',
    load: async () => (await import('./demo.ts')).demo,
  },
  ask: {
    does: 'ask the archive a question',
    use: '"who exported to Excel last week?" [--now <ISO time>]',
    load: async () => (await import('./ask.ts')).ask,
  },
  import: {
    does: 'bring audit records from files into the archive',
    use: '<file…>',
    load: async () => (await import('./import.ts')).importCommand,
  },
  verify: {
    does: 'check an evidence pack offline',
    use: '<pack> [--head <phrase, JWS or file>]… [--key <thumbprint or JWK file>]…',
    load: async () => (await import('./verify.ts')).verify,
  },
  policy: {
    does: 'look an approval policy over, or show the one in force',
    use: 'lint <file> | show',
    load: async () => (await import('./policy.ts')).policy,
  },
  compliance: {
    does: 'write the compliance report of a period, both days counted',
    use: '--from <day> --to <day> [--out <file.html>]',
    load: async () => (await import('./compliance.ts')).compliance,
  },
  evidence: {
    does: 'write an evidence pack of a run or of a period, both days counted',
    use: '<run> --out <file> | --from <day> --to <day> --out <file>',
    load: async () => (await import('./evidence.ts')).evidence,
  },
  doctor: {
    does: 'check configuration, credentials, permissions, clock and store',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  sandbox: {
    does: 'run the sandbox tenant as a process of its own',
    load: async () => (await import('./sandbox.ts')).sandbox,
  },
  settings: {
    does: 'print the table of settings',
    load: async () => (await import('./settings.ts')).settings,
  },
  package: {
    does: 'write the Teams app package to dist/',
    load: async () => (await import('./package-command.ts')).packageCommand,
  },
};

const HELP = ['--help', '-h'];

const list = (): readonly string[] => [
  'Usage: npm run cli -- <command> [--json]; npm run cli -- <command> --help says more.',
  ...Object.entries(COMMANDS).map(([name, { does }]) => `  ${name.padEnd(10)} ${does}`),
];

const helpOn = (name: string, { does, use }: Listed): string =>
  `npm run cli -- ${[name, ...(use === undefined ? [] : [use])].join(' ')} [--json]\n  ${does}`;

/** Runs what was typed behind `npm run cli --`; the exit code, 2 for a command that there is not. */
export async function runCommand(
  given: readonly string[],
  { print, complain }: Pick<Invocation, 'print' | 'complain'>,
): Promise<number> {
  const json = given.includes('--json');
  const [name = '', ...args] = given.filter((arg) => arg !== '--json');
  if ([...HELP, 'help'].includes(name)) {
    for (const line of list()) print(line);
    return 0;
  }
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (found === undefined) {
    if (name !== '') complain(`There is no command “${name}”.`);
    for (const line of list()) complain(line);
    return 2;
  }
  // Whoever asks how a command works does not want it done.
  if (args.some((arg) => HELP.includes(arg))) {
    print(helpOn(name, found));
    return 0;
  }
  return (await found.load())({ args, json, print, complain });
}
