import type { Announce } from '../announce.ts';
import { announcingEmergencies, type EmergencySettings } from '../announce-emergency.ts';
import { reviewJobs, type ReviewSettings } from '../jobs/reviews.ts';
import type { Runs } from '../core/runs.ts';

interface Settings extends Omit<ReviewSettings, 'remind' | 'runs'> {
  readonly runs: Runs;
  readonly directory: EmergencySettings['directory'];
  readonly announce: Announce;
  readonly approvalsChannel?: string;
}

/** What is told of emergencies, before anything else about a run, and their reviews. */
export function steeringOf(settings: Settings) {
  const { runs, announce } = settings;
  const emergencies = announcingEmergencies({
    directory: settings.directory,
    show: announce.show,
    tell: announce.tell,
    ...(settings.approvalsChannel === undefined
      ? {}
      : { approvalsChannel: settings.approvalsChannel }),
  });
  const reviews = reviewJobs({ ...settings, remind: emergencies.remind });
  return {
    reviews,
    /** All that is told of a run. What keeps one part from people does not keep the other. */
    async announce(run: string): Promise<void> {
      const told = await Promise.allSettled([
        runs.read(run).then((entries) => emergencies.announce(run, entries)),
      ]);
      await announce.announce(run);
      for (const one of told) if (one.status === 'rejected') throw one.reason;
    },
  };
}
