import type { Command } from './command.ts';

/** One file a command, loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, { readonly does: string; load(): Promise<Command> }>> = {
  demo: {
    does: 'play a walkthrough against a fresh sandbox: demo dynamics-auditing | customer-key ["answer"]',
    load: async () => (await import('./demo.ts')).demo,
  },
  ask: {
    does: 'ask the archive a question: ask "who exported to Excel last week?" [--now <ISO time>]',
    load: async () => (await import('./ask.ts')).ask,
  },
  import: {
    does: 'bring audit records from files into the archive: import <file…>',
    load: async () => (await import('./import.ts')).importCommand,
  },
  verify: {
    does: 'check an evidence pack offline: verify <pack> [--head <phrase or JWS>] [--key <thumbprint>]',
    load: async () => (await import('./verify.ts')).verify,
  },
  policy: {
    does: 'look an approval policy over, or show the one in force: policy lint <file> | policy show',
    load: async () => (await import('./policy.ts')).policy,
  },
  compliance: {
    does: 'write the compliance report of a period: compliance --from <day> --to <day> [--out <file.html>], both days counted',
    load: async () => (await import('./compliance.ts')).compliance,
  },
  evidence: {
    does: 'write an evidence pack: evidence <run> --out <file> | --from <day> --to <day> --out <file>, both days counted',
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

const complain = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function usage(): number {
  complain('Usage: npm run cli -- <command> [--json]');
  for (const [name, { does }] of Object.entries(COMMANDS)) complain(`  ${name.padEnd(10)} ${does}`);
  return 2;
}

async function main(given: readonly string[]): Promise<number> {
  const json = given.includes('--json');
  const [name = '', ...args] = given.filter((arg) => arg !== '--json');
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (found === undefined) return usage();
  const command = await found.load();
  return command({ args, json, print, complain });
}

// Whoever reads along, such as `head`, may have read enough.
process.stdout.on('error', () => process.exit(0));
main(process.argv.slice(2)).then(
  // Whatever a library left open does not keep a finished command alive.
  (code) => process.exit(code),
  (error: unknown) => {
    complain(error instanceof Error ? error.message : 'The command failed.');
    process.exit(1);
  },
);
