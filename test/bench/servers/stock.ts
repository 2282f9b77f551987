import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type TurnContext,
} from 'botbuilder';
import restify from 'restify';
import { serve } from './child.ts';

/** The SDK as its samples use it: stock adapter, restify 12, nobody's token checked. */
export function listenStock(logic: (context: TurnContext) => Promise<void>): void {
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
  const server = restify.createServer();
  server.use(restify.plugins.bodyParser());
  server.post('/api/messages', async (request, response) => {
    // The SDK's types do not know that a header may be missing.
    await adapter.process(request as never, response, logic);
  });
  server.listen(0, '127.0.0.1', () => serve(server.address().port));
}
