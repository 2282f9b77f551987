import { once } from 'node:events';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { startStandalone } from '../sandbox/standalone.ts';
import { createTeams } from '../sandbox/teams.ts';
import type { Command } from './command.ts';

/** The sandbox tenant and its chat page as a process of its own, beside a bot at BOT_URL. */
export const sandbox: Command = async ({ print, complain }) => {
  const port = Number(process.env['SANDBOX_PORT'] ?? '3979');
  const bot = process.env['BOT_URL'] ?? 'http://127.0.0.1:3978';
  const reading = readConfig(process.env);
  if (!reading.ok) {
    reading.faults.forEach(complain);
    return 1;
  }
  const folder = join(reading.config.dataDir, 'sandbox');
  const running = await startStandalone({
    folder,
    port,
    exchangeLog: reading.config.sandbox.exchangeLog,
    beside({ clock, signedIn }) {
      const serviceUrl = `http://127.0.0.1:${port}/sandbox/connector`;
      const botEndpoint = `${bot}/api/messages`;
      const teams = createTeams({ folder, clock, botEndpoint, serviceUrl, signedIn });
      return teams.handle;
    },
  });
  print(`Sandbox with its chat page: ${running.address}`);
  print(`Start the bot with SANDBOX_URL=${running.address}`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await running.close();
  return 0;
};
