#!/usr/bin/env node
import pino from 'pino';
import * as z from 'zod';
import Database from 'better-sqlite3';
import { EnvHttpProxyAgent } from 'undici';
import Conf from 'conf';
import pretty from 'pino-pretty';
import { Command } from 'commander';
console.log(
  typeof pino,
  typeof z.object,
  typeof Database,
  typeof EnvHttpProxyAgent,
  typeof Conf,
  typeof pretty,
  typeof Command,
  process.version,
);
pino(pretty({ sync: true })).info('hi');
console.log(new Database(':memory:').prepare('select sqlite_version() v').get());
