import agents from '#locales/en/ui/agents.json';
import channels from '#locales/en/ui/channels.json';
import common from '#locales/en/ui/common.json';
import dashboard from '#locales/en/ui/dashboard.json';
import errors from '#locales/en/ui/errors.json';
import requests from '#locales/en/ui/requests.json';
import routing from '#locales/en/ui/routing.json';
import settings from '#locales/en/ui/settings.json';

export default { agents, channels, common, dashboard, errors, requests, routing, settings };
