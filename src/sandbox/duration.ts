const MS = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
};

const DURATION =
  /^P(?:(?<weeks>\d+)W)?(?:(?<days>\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(?<hours>\d+(?:\.\d+)?)H)?(?:(?<minutes>\d+(?:\.\d+)?)M)?(?:(?<seconds>\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration; years and months have no fixed length and are not read. */
export function findDuration(text: string): number | undefined {
  const parts = DURATION.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const given = Object.entries(MS).filter(([unit]) => parts[unit] !== undefined);
  if (given.length === 0) return undefined;
  return Math.round(given.reduce((sum, [unit, ms]) => sum + Number(parts[unit]) * ms, 0));
}
