import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Counts without names: no person, no conversation, no tenant is ever a label. */
export interface Metrics {
  turn(kind: string, outcome: string, seconds: number): void;
  press(outcome: string, seconds: number): void;
  refused(why: string): void;
  /** Asked for whenever somebody reads the metrics; an error reads NaN. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  page(): Promise<{ readonly type: string; readonly text: string }>;
}

const BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10];

/** `ofProcess` adds memory, CPU and event loop; a test has no use for them. */
export function createMetrics(ofProcess = false): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name: `audit_steward_${name}`, help, labelNames, registers });
  const latency = (name: string, help: string) =>
    new Histogram({ name: `audit_steward_${name}`, help, buckets: BUCKETS, registers });

  const turns = counter('turns_total', 'Turns by kind and outcome', ['kind', 'outcome']);
  const presses = counter('presses_total', 'Card presses by outcome', ['outcome']);
  const refusals = counter('refusals_total', 'Callers and activities turned away', ['why']);
  const turnSeconds = latency('turn_seconds', 'Time a turn took');
  const pressSeconds = latency('press_seconds', 'Time until a press was answered');

  return {
    turn(kind, outcome, seconds) {
      turns.inc({ kind, outcome });
      turnSeconds.observe(seconds);
    },
    press(outcome, seconds) {
      presses.inc({ outcome });
      pressSeconds.observe(seconds);
    },
    refused: (why) => refusals.inc({ why }),
    gauge: (name, help, read) => addGauge(registry, name, help, read),
    page: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}

function addGauge(
  registry: Registry,
  name: string,
  help: string,
  read: () => number | Promise<number>,
): void {
  new Gauge({
    name: `audit_steward_${name}`,
    help,
    registers: [registry],
    async collect() {
      try {
        this.set(await read());
      } catch {
        // Prometheus' own word for "no value"; nought would look like all is well.
        this.set(Number.NaN);
      }
    },
  });
}
