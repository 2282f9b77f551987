import { runCommand } from './commands.ts';

const complain = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

// Whoever reads along, such as `head`, may have read enough.
process.stdout.on('error', () => process.exit(0));
runCommand(process.argv.slice(2), { print, complain }).then(
  // Whatever a library left open does not keep a finished command alive.
  (code) => process.exit(code),
  (error: unknown) => {
    complain(error instanceof Error ? error.message : 'The command failed.');
    process.exit(1);
  },
);
