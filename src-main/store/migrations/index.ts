import { initial } from './0001-initial';
import { adminAccess } from './0002-admin-access';
import { scopes } from './0003-scopes';
import { transformers } from './0004-transformers';
import { routingTable } from './0005-routing-table';
import { costs } from './0006-costs';
import { routes } from './0007-routes';
import { priceMultiplier } from './0008-price-multiplier';
import { rollups } from './0009-rollups';
import type { Migration } from './migration';

/** Every step there is, in order. Append only. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  adminAccess,
  scopes,
  transformers,
  routingTable,
  costs,
  routes,
  priceMultiplier,
  rollups,
];
