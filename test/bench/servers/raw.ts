// The floor: one HTTP request in, one out, and nothing between them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { serve } from './child.ts';

interface Incoming {
  readonly id: string;
  readonly text: string;
  readonly serviceUrl: string;
  readonly from: object;
  readonly recipient: object;
  readonly conversation: { readonly id: string };
}

async function reply({ id, text, serviceUrl, from, recipient, conversation }: Incoming) {
  const path = `v3/conversations/${encodeURIComponent(conversation.id)}/activities/${id}`;
  const { body } = await request(`${serviceUrl}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      type: 'message',
      text: `You said ${text}`,
      from: recipient,
      recipient: from,
      conversation,
      replyToId: id,
    }),
  });
  await body.dump();
}

const server = createServer((incoming, response) => {
  const parts: Buffer[] = [];
  incoming.on('data', (part: Buffer) => parts.push(part));
  incoming.on('end', () => {
    reply(JSON.parse(Buffer.concat(parts).toString()) as Incoming).then(
      () => response.writeHead(200).end(),
      () => response.writeHead(500).end(),
    );
  });
});
server.listen(0, '127.0.0.1', () => serve((server.address() as AddressInfo).port));
