import { join } from 'node:path';
import * as z from 'zod';
import type { Phase, PhaseResult, PhaseTarget } from '#bench/load/phase';
import type { Child, Children } from '#bench/targets/children';
import { startRoutex, type RoutexOptions, type RunningRoutex } from '#bench/targets/start-routex';
import { CONVERTED_MODEL } from '#bench/traffic/models';

export const TARGET_NAMES = ['direct', 'proxy', 'routex'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

export interface Target extends PhaseTarget {
  /** The process between load and upstream; null when there is none. */
  readonly pid: number | null;
}

export interface Rig {
  readonly targets: Readonly<Record<TargetName, Target>>;
  readonly routex: RunningRoutex;
  /** Puts load on a target and measures. */
  run(target: TargetName, load: Omit<Phase, 'target' | 'watch'>): Promise<PhaseResult>;
}

const START_LIMIT_MS = 20_000;
/** What a phase may take beyond its ramp and window: the rest of its answers, and a busy machine. */
const PHASE_SLACK_MS = 20_000;
const FAKE_KEY = 'sk-fake-client-0000000000000000';

const originSchema = z.object({ origin: z.url() });
const replySchema = z.union([
  z.object({ result: z.custom<PhaseResult>((value) => typeof value === 'object' && value !== null) }),
  z.object({ error: z.string() }),
]);

/** Starts every process of a run: upstream, proxy, Routex and load, each for itself, all on loopback. */
export async function startTargets(children: Children, options: RoutexOptions): Promise<Rig> {
  const upstream = startProgram(children, 'the upstream', 'targets/fake-upstream.ts');
  const upstreamOrigin = await receiveOrigin(upstream);
  const proxy = startProgram(children, 'the minimal proxy', 'targets/minimal-proxy.ts', [upstreamOrigin]);
  const load = startProgram(children, 'the load', 'load/load-process.ts');
  const [proxyOrigin] = await Promise.all([receiveOrigin(proxy), load.receive(START_LIMIT_MS)]);
  const routex = await startRoutex(children, upstreamOrigin, options);
  const targets = {
    // What does not convert passes on the upstream's Anthropic answer, whatever model is asked for.
    direct: { origin: upstreamOrigin, key: FAKE_KEY, convertedModel: null, pid: null },
    proxy: { origin: proxyOrigin, key: FAKE_KEY, convertedModel: null, pid: proxy.pid },
    routex: {
      origin: routex.origin,
      key: routex.token,
      convertedModel: CONVERTED_MODEL,
      pid: routex.pid,
    },
  };
  return {
    targets,
    routex,
    async run(name, phase) {
      const { pid, ...target } = targets[name];
      const watch = { upstream: upstream.pid, load: load.pid, ...(pid === null ? {} : { target: pid }) };
      load.send({ ...phase, target, watch } satisfies Phase);
      const reply = replySchema.parse(await load.receive(phase.rampMs + phase.windowMs + PHASE_SLACK_MS));
      if ('error' in reply) throw new Error(`the load failed: ${reply.error}`);
      return reply.result;
    },
  };
}

function startProgram(children: Children, name: string, file: string, args: readonly string[] = []): Child {
  return children.fork(name, join(import.meta.dirname, '..', file), args);
}

async function receiveOrigin(child: Child): Promise<string> {
  return originSchema.parse(await child.receive(START_LIMIT_MS)).origin;
}
