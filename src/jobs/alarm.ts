/** A pause that can be cut short. */
export interface Alarm {
  ring(): void;
  /** Resolves after this time or at a ring; at once if it rang since the last pause. */
  pause(milliseconds: number): Promise<void>;
}

export function alarm(): Alarm {
  let rung = false;
  let wake = (): void => undefined;
  return {
    ring() {
      rung = true;
      wake();
    },
    async pause(milliseconds) {
      if (!rung) await timer(milliseconds, (cut) => (wake = cut));
      rung = false;
    },
  };
}

const timer = (milliseconds: number, cutBy: (cut: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const timeout = setTimeout(resolve, milliseconds);
    cutBy(() => {
      clearTimeout(timeout);
      resolve();
    });
  });
