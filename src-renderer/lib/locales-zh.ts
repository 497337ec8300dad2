import agents from '#locales/zh/ui/agents.json';
import channels from '#locales/zh/ui/channels.json';
import common from '#locales/zh/ui/common.json';
import dashboard from '#locales/zh/ui/dashboard.json';
import errors from '#locales/zh/ui/errors.json';
import requests from '#locales/zh/ui/requests.json';
import routing from '#locales/zh/ui/routing.json';
import settings from '#locales/zh/ui/settings.json';

export default { agents, channels, common, dashboard, errors, requests, routing, settings };
