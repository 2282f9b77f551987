import { existsSync } from 'node:fs';
import { expect } from 'expect';
import { runCommand } from '../../src/cli/commands.ts';

async function typed(...given: readonly string[]) {
  const [printed, complained]: [string[], string[]] = [[], []];
  const code = await runCommand(given, {
    print: (line) => void printed.push(line),
    complain: (line) => void complained.push(line),
  });
  return { code, printed: printed.join('\n'), complained: complained.join('\n') };
}

suite('Commands', () => {
  for (const word of ['help', '--help', '-h'])
    test(`${word} lists them`, async () => {
      const { code, printed, complained } = await typed(word);

      expect(code).toBe(0);
      expect(printed).toMatch(/^ {2}ask +ask the archive a question$/m);
      expect(complained).toBe('');
    });

  test('one that there is not is named, with those that there are', async () => {
    const { code, printed, complained } = await typed('aks', 'who exported?');

    expect(code).toBe(2);
    expect(printed).toBe('');
    expect(complained).toMatch(/^There is no command “aks”\.\nUsage: /);
  });

  test('nothing at all is answered with the list', async () => {
    const { code, complained } = await typed();

    expect(code).toBe(2);
    expect(complained).toMatch(/^Usage: /);
  });

  test('asked for help, a command says what it takes and does nothing', async () => {
    const before = existsSync('dist');

    for (const name of ['ask', 'import', 'package', 'doctor', 'demo', 'sandbox', 'settings']) {
      const { code, printed, complained } = await typed(name, '--help');
      expect({ name, code, complained }).toEqual({ name, code: 0, complained: '' });
      expect(printed).toContain(`npm run cli -- ${name}`);
    }

    expect(existsSync('dist')).toBe(before);
  });
});
