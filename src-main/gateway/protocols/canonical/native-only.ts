import { GatewayError } from '../../errors';
import type { DecodeRequestContext } from './codec';

/** Something of a request that only its own protocol's providers can do. */
export type NativeOnly =
  | { readonly type: 'refused'; readonly message: string; readonly code: string | null }
  /** Other protocols can do without. */
  | { readonly type: 'lost'; readonly warning: string };

/**
 * Notes what makes a conversion to another protocol impossible. Which it goes to is not known yet; where nobody notes, it is
 * refused at once.
 *
 * @throws {GatewayError} `unsupported_conversion`
 */
export function refuseElsewhere(
  { onNativeOnly }: Pick<DecodeRequestContext, 'onNativeOnly'>,
  message: string,
  code: string | null = null,
): void {
  if (onNativeOnly === undefined) throw new GatewayError('unsupported_conversion', message, { code });
  onNativeOnly({ type: 'refused', message, code });
}

/** Notes what is lost on the way to another protocol. */
export function warnElsewhere(
  { onNativeOnly, warn }: Pick<DecodeRequestContext, 'onNativeOnly' | 'warn'>,
  warning: string,
): void {
  if (onNativeOnly === undefined) warn(warning);
  else onNativeOnly({ type: 'lost', warning });
}
