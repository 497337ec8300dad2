import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SettingsState } from '#shared/contract/settings';
import { api } from './client';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** In the place of a value that is not known. */
export const UNKNOWN = '–';

/** Numbers, times and amounts as the reader's language writes them. */
export interface Format {
  /** 1.2M, 120万 */
  compact(value: number): string;
  number(value: number, digits?: number): string;
  percent(share: number): string;
  /** +12% or −3%; null where there is nothing to compare with. */
  change(now: number, before: number): string | null;
  /** Of millionths of a US dollar, in the user's currency; small amounts keep enough digits to be told apart. */
  money(microUsd: number): string;
  /** 840 ms, 1.2 s, 3.5 min */
  duration(ms: number | null): string;
  /** 14:03:21 today, else with the day. */
  time(at: number, now?: number): string;
  dateTime(at: number): string;
  /** A point of an axis, as exact as its width needs. */
  tick(at: number, widthMs: number): string;
  /** "3 minutes ago" */
  relative(at: number, now?: number): string;
}

/** What amounts are shown in. */
export interface ShownCurrency {
  /** ISO 4217. */
  readonly code: string;
  /** Units of it that one US dollar buys. */
  readonly perUsd: number;
}

const US_DOLLARS: ShownCurrency = { code: 'USD', perUsd: 1 };

const created = new Map<string, Format>();

export function createFormat(language: string, currency: ShownCurrency = US_DOLLARS): Format {
  const key = `${language} ${currency.code} ${currency.perUsd}`;
  let format = created.get(key);
  if (format === undefined) {
    format = build(language, currency);
    created.set(key, format);
  }
  return format;
}

function build(language: string, { code, perUsd }: ShownCurrency): Format {
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const change = new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  });
  const unit = (name: string, digits: number) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    });
  const large = new Intl.NumberFormat(language, { style: 'currency', currency: code });
  const small = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: code,
    maximumFractionDigits: 4,
  });
  const milliseconds = unit('millisecond', 0);
  const seconds = unit('second', 1);
  const minutes = unit('minute', 1);
  const hours = unit('hour', 1);
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const dayAndClock = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' });
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });
  const minuteTick = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  const hourTick = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', hour: '2-digit' });
  const dayTick = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });

  return {
    compact: (value) => compact.format(value),
    number: (value, digits = 0) =>
      digits === 0
        ? plain.format(value)
        : new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value),
    percent: (share) => percent.format(share),
    change: (now, before) => (before === 0 ? null : change.format((now - before) / before)),
    money(microUsd) {
      const amount = (microUsd / 1_000_000) * perUsd;
      return (amount !== 0 && amount < 1 ? small : large).format(amount);
    },
    duration(ms) {
      if (ms === null) return UNKNOWN;
      if (ms < SECOND_MS) return milliseconds.format(ms);
      if (ms < MINUTE_MS) return seconds.format(ms / SECOND_MS);
      if (ms < HOUR_MS) return minutes.format(ms / MINUTE_MS);
      return hours.format(ms / HOUR_MS);
    },
    time: (at, now = Date.now()) =>
      new Date(at).toDateString() === new Date(now).toDateString()
        ? clock.format(at)
        : dayAndClock.format(at),
    dateTime: (at) => full.format(at),
    tick(at, widthMs) {
      if (widthMs >= DAY_MS) return dayTick.format(at);
      return (widthMs >= HOUR_MS ? hourTick : minuteTick).format(at);
    },
    relative(at, now = Date.now()) {
      const away = at - now;
      const size = Math.abs(away);
      if (size < MINUTE_MS) return relative.format(Math.round(away / SECOND_MS), 'second');
      if (size < HOUR_MS) return relative.format(Math.round(away / MINUTE_MS), 'minute');
      if (size < DAY_MS) return relative.format(Math.round(away / HOUR_MS), 'hour');
      return relative.format(Math.round(away / DAY_MS), 'day');
    },
  };
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { data } = useQuery({ ...api.settings.get.queryOptions(), select: selectCurrency });
  return createFormat(i18n.language, data);
}

/** A currency without a rate cannot be shown. */
function selectCurrency({ settings: { money } }: SettingsState): ShownCurrency {
  const perUsd = money.rates.find(({ currency }) => currency === money.currency)?.perUsd;
  return perUsd === undefined ? US_DOLLARS : { code: money.currency, perUsd };
}
