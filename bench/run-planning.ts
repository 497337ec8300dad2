import { importSources } from '#bench/import-sources';

/** Prints what one plan takes, in this process and without a gateway. */
export async function runPlanning(): Promise<boolean> {
  const { CHANNELS, measurePlanning, RULES } = await importSources(
    () => import('#bench/measure/measure-planning'),
  );
  const { medianUs, p99Us } = measurePlanning();
  console.log(
    `planning, ${CHANNELS} channels and ${RULES} rules: median ${medianUs.toFixed(1)} µs, p99 ${p99Us.toFixed(1)} µs`,
  );
  return true;
}
