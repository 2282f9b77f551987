import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { activityService } from '../sandbox/activity.ts';
import { dataverseService } from '../sandbox/dataverse.ts';
import { graphService } from '../sandbox/graph.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
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
  const { config } = reading;
  const folder = join(config.dataDir, 'sandbox');
  const tenant = await startSandbox({
    folder,
    exchangeLog: config.sandbox.exchangeLog,
    services: (own) => [graphService(own), dataverseService(own), activityService(own)],
  });
  const address = `http://127.0.0.1:${port}`;
  const teams = createTeams({
    folder,
    clock: tenant.clock,
    botEndpoint: `${bot}/api/messages`,
    serviceUrl: `${address}/sandbox/connector`,
  });
  const server = createServer((request, response) => {
    void (async () => {
      const handled =
        (await teams.handle(request, response)) || (await tenant.handle(request, response));
      if (!handled) response.writeHead(404).end();
    })();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  print(`Sandbox with its chat page: ${address}`);
  print(`Start the bot with SANDBOX_URL=${address}`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  teams.close();
  server.close();
  server.closeAllConnections();
  await tenant.close();
  return 0;
};
