import { createServer as createProbe } from 'node:net';
import { once } from 'node:events';

/** A port of this machine, held until it is let go: what is built first must know it. */
export async function heldPort(wanted: number) {
  if (wanted !== 0) return { port: wanted, letGo: () => Promise.resolve() };
  const probe = createProbe().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : wanted,
    async letGo() {
      probe.close();
      await once(probe, 'close');
    },
  };
}
