import { startStandalone } from '../../src/sandbox/standalone.ts';

// A sandbox in a process of its own, so that it can be killed.
const { address } = await startStandalone({ folder: process.argv[2] ?? '', services: () => [] });
process.stdout.write(`${address}\n`);
