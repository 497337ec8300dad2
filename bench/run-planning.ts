import { registerHooks } from 'node:module';

/** Sources name each other without an ending, as the bundler has it. */
const ENDINGS = ['.ts', '/index.ts'] as const;

/** Prints what one plan takes, in this process and without a gateway. */
export async function runPlanning(): Promise<boolean> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (!specifier.startsWith('.') || specifier.endsWith('.ts')) return next(specifier, context);
      const [file, folder] = ENDINGS;
      try {
        return next(`${specifier}${file}`, context);
      } catch {
        return next(`${specifier}${folder}`, context);
      }
    },
  });
  const { CHANNELS, measurePlanning, RULES } = await import('#bench/measure/measure-planning');
  hooks.deregister();
  const { medianUs, p99Us } = measurePlanning();
  console.log(
    `planning, ${CHANNELS} channels and ${RULES} rules: median ${medianUs.toFixed(1)} µs, p99 ${p99Us.toFixed(1)} µs`,
  );
  return true;
}
