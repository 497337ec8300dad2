import type { GatewayChannel } from '../../ports';
import type { ChannelActivity } from '../channel-activity';

/** Chooses among channels that are equals and can all be asked now; there are at least two, none of weight 0. */
export interface Strategy {
  /** In the order in which they should be tried. The first counts as chosen. */
  order(channels: readonly Choice[]): readonly Choice[];
  /** What `order` would most likely say next. Nothing counts as chosen. */
  peek(channels: readonly Choice[]): readonly Choice[];
}

export interface Choice {
  readonly channel: Pick<GatewayChannel, 'id' | 'weight'>;
  readonly activity: ChannelActivity;
}
