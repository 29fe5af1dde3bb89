/* Runs two CGI programs by turns and times each from its start to the last byte of its answer.
 *
 *   cgi RUNS ENVIRONMENT-1 PROGRAM-1 ANSWER-1 ENVIRONMENT-2 PROGRAM-2 ANSWER-2
 *
 * An ENVIRONMENT is a file of NAME=value lines. Prints one line for each run: the nanoseconds of both. Leaves the
 * last answers in the ANSWER files, so that the caller can see that the work was done. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char answer[8 << 20];
static size_t length;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static char **read_environment(const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL) fail(path);
    char **names = calloc(200, sizeof *names);
    char *line = NULL;
    size_t size = 0;
    ssize_t count;
    for (int index = 0; index < 199 && (count = getline(&line, &size, file)) > 0;) {
        if (line[count - 1] == '\n') line[count - 1] = 0;
        if (line[0] != 0) names[index++] = strdup(line);
    }
    free(line);
    fclose(file);
    return names;
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static long long run(char *program, char **environment) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
    fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    char *arguments[] = {program, NULL};
    pid_t child;
    long long start = now();
    errno = posix_spawn(&child, program, &actions, NULL, arguments, environment);
    if (errno != 0) fail(program);
    close(ends[1]);
    length = 0;
    for (ssize_t count; (count = read(ends[0], answer + length, sizeof answer - length)) != 0; length += count) {
        if (count < 0) fail("read");
    }
    long long end = now();
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    posix_spawn_file_actions_destroy(&actions);
    if (status != 0) {
        fprintf(stderr, "%s ended with status %d\n", program, status);
        exit(1);
    }
    return end - start;
}

static void keep_answer(const char *path) {
    FILE *file = fopen(path, "w");
    if (file == NULL || fwrite(answer, 1, length, file) != length || fclose(file) != 0) fail(path);
}

int main(int count, char **argument) {
    if (count != 8) {
        fputs("usage: cgi RUNS ENVIRONMENT-1 PROGRAM-1 ANSWER-1 ENVIRONMENT-2 PROGRAM-2 ANSWER-2\n", stderr);
        return 2;
    }
    char **first = read_environment(argument[2]), **second = read_environment(argument[5]);
    for (int left = atoi(argument[1]); left > 0; left--) {
        long long one = run(argument[3], first);
        if (left == 1) keep_answer(argument[4]);
        long long other = run(argument[6], second);
        if (left == 1) keep_answer(argument[7]);
        printf("%lld %lld\n", one, other);
    }
    return 0;
}
