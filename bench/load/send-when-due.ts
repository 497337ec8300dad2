const SECOND_MS = 1000;

/** Keeps to the schedule: what a late timer missed is sent at once. Ends when `send` says false. */
export function sendWhenDue(perSecond: number, send: () => boolean): void {
  const intervalMs = SECOND_MS / perSecond;
  const beganAt = performance.now();
  let sent = 0;
  const step = (): void => {
    while (beganAt + sent * intervalMs <= performance.now()) {
      if (!send()) return;
      sent += 1;
    }
    setTimeout(step, Math.max(0, beganAt + sent * intervalMs - performance.now()));
  };
  step();
}
