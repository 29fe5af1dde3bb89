/* The least that a FastCGI responder can do: what the web server and the protocol cost by themselves. */
#include <fcgiapp.h>

int main(void) {
    FCGX_Request request;
    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0) return 1;
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_PutS("Content-Type: text/plain\r\nContent-Length: 8\r\n\r\nBonjour\n", request.out);
        FCGX_Finish_r(&request);
    }
    return 0;
}
