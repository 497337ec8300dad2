import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Toaster } from 'sonner';
import { Redirect, Route, Router, Switch } from 'wouter';
import { isSignedOut } from '#renderer/lib/client';
import { useHashPath, useHashSearch } from '#renderer/lib/hash-location';
import { useTheme } from '#renderer/lib/theme';
import { Skeleton } from '#renderer/ui/feedback';
import { ErrorBoundary } from './error-boundary';
import { Shell } from './shell';

const DashboardPage = lazy(() => import('#renderer/features/dashboard/dashboard-page'));
const RequestsPage = lazy(() => import('#renderer/features/requests/requests-page'));
const ChannelsPage = lazy(() => import('#renderer/features/channels/channels-page'));
const RoutingPage = lazy(() => import('#renderer/features/routing/routing-page'));
const AgentsPage = lazy(() => import('#renderer/features/agents/agents-page'));
const SettingsPage = lazy(() => import('#renderer/features/settings/settings-page'));

const MAX_RETRIES = 2;

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // What changes is pushed; a window that comes to the front asks again all the same.
      staleTime: 30_000,
      retry: (count, error) => !isSignedOut(error) && count < MAX_RETRIES,
    },
  },
});

export function App() {
  const theme = useTheme();
  return (
    <QueryClientProvider client={queryClient}>
      <Router hook={useHashPath} searchHook={useHashSearch}>
        <Shell>
          <ErrorBoundary>
            <Suspense fallback={<Loading />}>
              <Switch>
                <Route path="/" component={DashboardPage} />
                <Route path="/requests" component={RequestsPage} />
                <Route path="/requests/:id" component={RequestsPage} />
                <Route path="/channels" component={ChannelsPage} />
                <Route path="/channels/:id" component={ChannelsPage} />
                <Route path="/routing" component={RoutingPage} />
                <Route path="/agents" component={AgentsPage} />
                <Route path="/settings" component={SettingsPage} />
                <Route>
                  <Redirect to="/" />
                </Route>
              </Switch>
            </Suspense>
          </ErrorBoundary>
        </Shell>
      </Router>
      <Toaster theme={theme} position="bottom-right" closeButton />
    </QueryClientProvider>
  );
}

function Loading() {
  return (
    <div className="flex flex-col gap-3 p-5">
      <Skeleton className="h-8 w-40" />
      <Skeleton className="h-40" />
    </div>
  );
}
