// The load as a process of its own: runs the phases it is sent, one after the other, and sends back their results.
import type { Phase } from '#bench/load/phase';
import { runPhase } from '#bench/load/run-phase';

process.once('disconnect', () => process.exit());
// Ctrl-C reaches the whole group; the parent decides what ends when.
process.on('SIGINT', () => {});
process.on('message', (phase: Phase) => {
  void runPhase(phase).then(
    (result) => process.send?.({ result }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.send?.({ ready: true });
