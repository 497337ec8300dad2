import { capacity } from '#bench/scenarios/capacity';
import { events } from '#bench/scenarios/events';
import { largeBody, smallBody } from '#bench/scenarios/first-token';
import { lag } from '#bench/scenarios/lag';
import type { Scenario } from '#bench/scenarios/scenario';

export const SCENARIOS: readonly Scenario[] = [capacity, largeBody, smallBody, events, lag];
